/** Italian given names. */
export const italian = `
Achille Adalgisa Adamo Adele Adelina Adolfo Adriana Adriano Agata Agnese Agostino Alba Alberta Alberto Aldo
Alessandra Alessandro Alessia Alessio Alfonso Alfredo Alice Alida Alighiero Amanda Ambra Ambrogio Amedeo
Amelia Amerigo Anastasia Andrea Angela Angelica Angelina Angelo Anita Anna Annalisa Annamaria Annunziata
Anselmo Antonella Antonello Antonia Antonietta Antonino Antonio Arianna Armando Arnaldo Aroldo Arrigo Arturo
Assunta Attilio Augusta Augusto Aurelia Aurelio Aurora Azzurra Baldassarre Barbara Bartolomeo Basilio
Battista Beatrice Benedetta Benedetto Beniamino Benito Bernardino Bernardo Berta Biagio Bianca Bonifacio
Brando Brigida Bruna Bruno Calogero Camilla Camillo Carla Carlo Carlotta Carmela Carmelo Carmine Carolina
Caterina Catia Cecilia Celeste Celestino Cesare Chiara Cinzia Ciro Clara Clarissa Claudia Claudio Clelia
Clemente Clementina Concetta Corrado Cosimo Costantino Costanza Cristiana Cristiano Cristina Dafne Damiano
Daniela Daniele Danilo Dante Daria Dario Davide Debora Delia Demetrio Desiderio Desiree Diana Diego Dina
Dino Domenica Domenico Donata Donatella Donatello Donato Dora Doriana Doriano Edda Edgardo Edmondo Edoardo
Egidio Elda Elena Eleonora Elia Eliana Elio Elisa Elisabetta Elsa Elvira Emanuela Emanuele Emilia Emiliano
Emilio Emma Ennio Enrica Enrico Enza Enzo Ercole Erica Ermanno Ermelinda Ermenegildo Ernesto Eros Ettore
Eufemia Eugenia Eugenio Eusebio Eva Evelina Ezio Fabiana Fabiano Fabio Fabiola Fabrizia Fabrizio Fausta
Fausto Federica Federico Felice Felicita Ferdinando Fernanda Fernando Filiberto Filippa Filippo Filomena
Fiorella Fiorenza Fiorenzo Flaminia Flavia Flavio Flora Fortunato Franca Francesca Francesco Franco Fulvia
Fulvio Gabriele Gabriella Gaetana Gaetano Gaspare Gavino Gemma Gennaro Gerardo Germana Germano Gerolamo
Giacinta Giacinto Giacomo Giada Giampaolo Giancarlo Gianfranco Gianluca Gianluigi Gianmarco Gianna Gianni
Gilberto Gilda Gina Gino Gioacchino Gioele Gioia Gionata Giordana Giordano Giorgia Giorgio Giosuè Giovanna
Giovanni Girolamo Gisella Giulia Giuliana Giuliano Giulietta Giulio Giuseppa Giuseppe Giuseppina Giustina
Giustino Gloria Goffredo Grazia Graziana Graziano Graziella Gregorio Guendalina Guglielmo Guido Gustavo
Ignazio Igor Ilaria Ilario Imelda Immacolata Ines Iolanda Irene Iris Irma Isa Isabella Isacco Isidoro Italo
Ivana Ivano Ivo Lando Lara Laura Lavinia Lazzaro Lea Leandro Leda Lelio Leonarda Leonardo Leone Leopoldo
Letizia Lia Liana Libero Licia Lidia Liliana Lina Lino Lisa Livia Livio Lodovico Loredana Lorella Lorena
Lorenza Lorenzo Loretta Luana Luca Lucia Luciana Luciano Lucio Lucrezia Ludovica Ludovico Luigi Luigia
Luigina Luisa Maddalena Mafalda Manfredo Manlio Manuela Manuele Mara Marcella Marcello Marco Margherita
Maria Mariangela Marianna Mariano Marilena Marina Marino Mario Marisa Marta Martina Martino Massimiliano
Massimo Matilde Matteo Mattia Maura Maurizio Mauro Melania Melissa Michela Michelangelo Michele Milena Milo
Mimma Mirella Miriam Mirko Moira Monica Moreno Nadia Natale Natalia Natalina Nazario Nella Nello Nerina
Nicola Nicoletta Nicolò Nina Nino Noemi Norma Nunzia Nunzio Olga Olimpia Olindo Olivia Oliviero Omero
Onofrio Orazio Oreste Orietta Orlando Ornella Oronzo Orsola Ortensia Oscar Osvaldo Ottavia Ottavio Palmira
Palmiro Pamela Paola Paolo Paride Pasquale Pasqualina Patrizia Patrizio Pellegrino Pia Piera Pierangelo
Pierluigi Piero Pierpaolo Pietro Pina Pino Pio Primo Prisca Quintino Quirino Rachele Raffaele Raffaella
Raimondo Raniero Raul Rebecca Regina Remigio Remo Renata Renato Renzo Riccarda Riccardo Rinaldo Rita Roberta
Roberto Rocco Rodolfo Rolando Romana Romano Romeo Romina Romolo Romualdo Rosa Rosalba Rosalia Rosalinda
Rosanna Rosaria Rosario Rosella Rosetta Rosina Rossana Rossella Ruggero Sabatino Sabina Sabino Sabrina
Salvatore Samuele Sandra Sandro Santa Santina Santo Sara Saverio Sebastiano Secondo Selene Serafina Serafino
Serena Sergio Settimio Severino Sibilla Silvana Silvano Silverio Silvestro Silvia Silvio Simona Simone Sofia
Sonia Speranza Stefania Stefano Stella Susanna Sveva Tancredi Tania Tatiana Tazio Teodoro Teresa Tiberio
Tina Tino Tiziana Tiziano Tommaso Tosca Tullia Tullio Ubaldo Ugo Ulisse Umberto Urbano Valentina Valentino
Valeria Valerio Vanessa Vanni Vasco Velia Vera Veronica Vilma Vincenza Vincenzo Viola Virgilio Virginia
Virginio Vita Vitale Vito Vittore Vittoria Vittorio Viviana Walter Zaccaria Zeno Zita Zoe
`;
