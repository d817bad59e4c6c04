/** Spanish given names. */
export const spanish = `
Abel Abelardo Abraham Abril Ada Adela Adelaida Adolfo Adrián Adriana Agapito Ágata Agustín Agustina Aitana
Alba Alberto Alejandra Alejandro Alejo Alfonso Alfredo Alicia Alma Almudena Álvaro Amadeo Amado Amalia
Amanda Amaya Ambrosio América Amparo Ana Anabel Anastasio Andrea Andrés Ángel Ángela Ángeles Angélica
Angustias Aniceto Anselmo Antonia Antonio Apolonia Araceli Arcadio Ariadna Ariel Armando Arturo Asunción
Atanasio Augusto Aurelio Aurora Azucena Baltasar Bárbara Bartolomé Basilio Baudilio Beatriz Begoña Belén
Belinda Beltrán Benigno Benita Benito Benjamín Bernabé Bernarda Bernardo Berta Blanca Blas Bonifacio Borja
Braulio Bruno Calixto Camila Camilo Candela Candelaria Cándido Caridad Carina Carla Carlos Carlota Carmelo
Carmen Carmina Carolina Casimiro Catalina Cayetano Cecilia Cecilio Celestino Celia Celso César Cesáreo
Cipriano Cirilo Clara Claudia Claudio Clemente Clementina Concepción Constantino Constanza Consuelo Coral
Corina Cornelio Cristian Cristina Cristóbal Cruz Custodio Dalia Dámaso Damián Daniel Daniela Darío David
Débora Delfina Delia Demetrio Desiderio Diana Diego Dionisio Dolores Dominga Domingo Donato Dorotea Dulce
Edgardo Edmundo Eduardo Eladio Elena Eleuterio Elías Eligio Elisa Eliseo Eloísa Eloy Elsa Elvira Emilia
Emiliano Emilio Emma Encarnación Enrique Epifanio Erasmo Ernestina Ernesto Escolástica Esmeralda Esperanza
Esteban Estefanía Estela Ester Estrella Eufemia Eugenia Eugenio Eulalia Eulogio Eusebio Eustaquio Eva
Evaristo Evelina Ezequiel Fabián Fabiola Facundo Fátima Fausto Federico Feliciano Felicidad Felipa Felipe
Félix Fermín Fernanda Fernando Fidel Filomena Flavio Flora Florencia Florencio Florentino Florinda Fortunato
Francisca Francisco Froilán Fructuoso Gabriel Gabriela Gaspar Gema Genaro Genoveva Gerardo Germán Gertrudis
Gervasio Gilberto Ginés Gisela Gloria Gonzalo Gracia Graciela Gregoria Gregorio Guadalupe Guillermina
Guillermo Gustavo Héctor Heliodoro Heriberto Hermenegildo Herminia Herminio Hernán Hernando Higinio Hilaria
Hilario Hipólito Homero Honorio Horacio Hortensia Hugo Humberto Ibán Ignacia Ignacio Ildefonso Imelda Inés
Íñigo Inmaculada Inocencio Irene Iris Irma Isaac Isabel Isaías Isidoro Isidro Ismael Israel Itziar Iván
Ivonne Jacinta Jacinto Jacobo Jaime Javier Javiera Jazmín Jerónimo Jesús Jimena Joaquín Joaquina Jonás Jorge
José Josefa Josefina Josué Juan Juana Juanita Judit Julia Julián Juliana Julieta Julio Justa Justino Justo
Lara Laura Laureano Laurentino Lautaro Lázaro Leandro Leire Leocadia Leonardo Leoncio Leonor Leopoldo
Leticia Lidia Ligia Liliana Lina Lisandro Lola Lope Lorena Lorenza Lorenzo Lourdes Lucas Lucía Luciana
Luciano Lucila Lucio Lucrecia Luis Luisa Luz Macarena Macario Magdalena Maite Manuel Manuela Mar Marcela
Marcelino Marcelo Marcial Marco Marcos Margarita María Mariana Mariano Maribel Marina Mario Marisa Marisol
Marta Martín Martina Mateo Matías Matilde Mauricio Mauro Maximiliano Máximo Melania Melchor Melisa Mercedes
Micaela Miguel Milagros Minerva Miranda Míriam Modesto Moisés Mónica Montserrat Narciso Natalia Natividad
Nazaret Nélida Nemesio Nerea Néstor Nicanor Nicasio Nicolás Nicolasa Nieves Noelia Noemí Norberto Norma
Nuria Octavio Ofelia Olga Olivia Omar Orlando Óscar Osvaldo Pablo Paloma Pánfilo Paola Pascual Pastora
Patricia Patricio Paula Paulina Paulino Paz Pedro Pelayo Penélope Perla Petra Pilar Plácido Ponciano
Porfirio Primitivo Prudencio Purificación Quintín Rafael Rafaela Raimundo Ramiro Ramón Ramona Raquel Raúl
Rebeca Refugio Regina Reinaldo Remedios Renata Renato Reyes Ricarda Ricardo Rigoberto Rita Roberto Rocío
Rodolfo Rodrigo Rogelio Rolando Román Romina Romualdo Roque Rosa Rosalía Rosalinda Rosana Rosario Rosaura
Roxana Rubén Rufino Ruperto Ruth Sabina Sabino Salomé Salomón Salvador Samanta Samuel Sancho Sandra Santiago
Santos Sara Saturnino Saúl Sebastián Segundo Selena Serafín Sergio Servando Severino Silvestre Silvia Silvio
Simón Simona Sixto Socorro Sofía Sol Soledad Sonia Soraya Susana Tadeo Tamara Tania Tatiana Telmo Teodoro
Teodosio Teófilo Teresa Timoteo Tobías Tomás Tomasa Toribio Trinidad Tristán Ulises Urbano Úrsula Valentín
Valentina Valeria Valeriano Valerio Vanesa Venancio Ventura Verónica Vicenta Vicente Víctor Victoria
Victoriano Victorino Vidal Violeta Virgilio Virginia Virtudes Visitación Viviana Wenceslao Ximena Yago
Yolanda Zacarías Zenón Zoraida
`;
